import type Ajv from 'ajv';
import { JSON, requireOwn } from '../core';
import { parsePointer } from './issues';
import type { Issue } from './outcome';

type Check = (value: unknown) => readonly Issue[];

/** A schema that cannot be compiled: what the compiler said of it. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** What is kept at most: a file that makes a schema for each of its tests must not keep them all. */
const MOST_KEPT = 500;
const checks = new Map<string, Check>();
const texts = new WeakMap<object, string>();
const compilers = new Map<string, Ajv>();

/**
 * Holds a value against a JSON Schema, and says where it breaks it. Whether it does is for the SDK's client to say
 * (see `Judge`), whose error does not tell the places apart; this decides for clients that are too old to judge.
 *
 * Compiling a validator costs milliseconds and using one microseconds, so validators are compiled when
 * a result needs one, and kept by the schema's text: servers that are built for each test share them.
 *
 * @param isHandWritten whether the schema itself is to be checked. Default: it is.
 * @throws {SchemaError} when `schema` cannot be compiled.
 */
export function validate(schema: object, value: unknown, isHandWritten = true): readonly Issue[] {
  let text = texts.get(schema);
  if (text === undefined) texts.set(schema, (text = JSON.stringify(schema)));
  let check = checks.get(text);
  if (!check) {
    if (checks.size >= MOST_KEPT) checks.clear();
    checks.set(text, (check = compile(schema, isHandWritten)));
  }
  return check(value);
}

function compile(schema: object, isHandWritten: boolean): Check {
  let validator: ReturnType<Ajv['compile']>;
  try {
    // An `$id` would be registered, and refused the second time. Of a `$schema` only some spellings would be known.
    // `$async`, ajv's own word, would make the validator return a promise.
    const {
      $id: _id,
      $async: _async,
      $schema: named,
      ...anonymous
    } = schema as Readonly<Record<string, unknown>>;
    validator = compilerThatAccepts(anonymous, named, isHandWritten).compile(anonymous);
  } catch (error) {
    throw new SchemaError((error as Error).message);
  }
  return value => {
    if (validator(value)) return [];
    return (validator.errors ?? []).map(error => {
      const extra = (error.params as { additionalProperty?: string; missingProperty?: string }) ?? {};
      const at = extra.additionalProperty ?? extra.missingProperty;
      const message =
        extra.additionalProperty === undefined
          ? error.message
          : 'must not be there: the schema allows no additional properties';
      return {
        path: [...parsePointer(error.instancePath), ...(at === undefined ? [] : [at])],
        message: message ?? error.keyword,
      };
    });
  };
}

type Dialect = '2020-12' | '2019-09' | 'draft-07';

/** 2020-12, unless a schema names another dialect, or can only be of an older one: a tuple in `items`. */
function compilerThatAccepts(schema: object, named: unknown, isHandWritten: boolean): Ajv {
  const compiler = compilerFor(typeof named === 'string' ? dialectOf(named) : '2020-12');
  if (!isHandWritten || compiler.validateSchema(schema) === true) return compiler;
  const older = compilerFor('draft-07');
  if (named === undefined && older.validateSchema(schema) === true) return older;
  throw new Error(compiler.errorsText());
}

/** By what the URI says, whatever its scheme and its end. Draft-07 only adds to the drafts before it. */
function dialectOf(named: string): Dialect {
  const [, dialect] = /\/(draft-0[467]|draft\/2019-09)\b/.exec(named) ?? [];
  if (dialect === undefined) return '2020-12';
  return dialect === 'draft/2019-09' ? '2019-09' : 'draft-07';
}

function compilerFor(dialect: Dialect): Ajv {
  let compiler = compilers.get(dialect);
  if (!compiler) {
    const AjvClass = loadAjv(dialect);
    const addFormats = requireOwn('ajv-formats') as typeof import('ajv-formats').default;
    compiler = new AjvClass({ strict: false, allErrors: true, validateSchema: false, logger: false });
    addFormats(compiler);
    compilers.set(dialect, compiler);
  }
  return compiler;
}

/** Loaded late: ajv takes longer to load than most test files that never need it take to run. */
function loadAjv(dialect: Dialect): typeof Ajv {
  switch (dialect) {
    case 'draft-07':
      return (requireOwn('ajv') as typeof import('ajv')).Ajv;
    case '2019-09':
      return (requireOwn('ajv/dist/2019') as typeof import('ajv/dist/2019')).Ajv2019;
    case '2020-12':
      return (requireOwn('ajv/dist/2020') as typeof import('ajv/dist/2020')).Ajv2020;
  }
}
