import type Ajv from 'ajv';
import { JSON, requireOwn } from '../core';
import { parsePointer } from './issues';
import type { Issue } from './outcome';

type Check = (value: unknown) => readonly Issue[];

/** A schema that is no JSON Schema: what the compiler said of it. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

const checks = new Map<string, Check>();
const texts = new WeakMap<object, string>();
const compilers = new Map<string, Ajv>();

/**
 * Holds a value against a JSON Schema.
 *
 * Compiling a validator costs milliseconds and using one microseconds, so validators are compiled when
 * a result needs one, and kept by the schema's text: servers that are built anew for each test share them.
 *
 * @param isHandWritten whether nobody but its author has seen the schema. What an SDK made from zod needs no
 *   check of its own, which would cost a test file its first tenth of a second.
 * @throws {SchemaError} when `schema` is no valid JSON Schema.
 */
export function validate(schema: object, value: unknown, isHandWritten: boolean): readonly Issue[] {
  let text = texts.get(schema);
  if (text === undefined) texts.set(schema, (text = JSON.stringify(schema)));
  let check = checks.get(text);
  if (!check) checks.set(text, (check = compile(schema, isHandWritten)));
  return check(value);
}

function compile(schema: object, isHandWritten: boolean): Check {
  let validator: ReturnType<Ajv['compile']>;
  try {
    // An `$id` would be registered, and refused the second time.
    const { $id: _, ...anonymous } = schema as { $id?: unknown };
    validator = compilerThatAccepts(anonymous, isHandWritten).compile(anonymous);
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
function compilerThatAccepts(schema: object, isHandWritten: boolean): Ajv {
  const { $schema: named } = schema as { $schema?: unknown };
  const dialect = typeof named === 'string' ? dialectOf(named) : '2020-12';
  const compiler = compilerFor(dialect);
  if (!isHandWritten || compiler.validateSchema(schema) === true) return compiler;
  const older = compilerFor('draft-07');
  if (named === undefined && older.validateSchema(schema) === true) return older;
  throw new Error(compiler.errorsText());
}

function dialectOf(named: string): Dialect {
  if (named.includes('draft-07')) return 'draft-07';
  return named.includes('2019-09') ? '2019-09' : '2020-12';
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
