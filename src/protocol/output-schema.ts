import type Ajv from 'ajv';
import { parsePointer } from './issues';
import type { Issue } from './outcome';

type Check = (value: unknown) => readonly Issue[];

/** A schema that is no JSON Schema: what the compiler said of it. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

const checks = new Map<string, Check>();
const compilers = new Map<string, Ajv>();

/**
 * Holds a value against a JSON Schema.
 *
 * Compiling a validator costs milliseconds and using one microseconds, so validators are compiled when
 * a result needs one, and kept by the schema's text: servers that are built anew for each test share them.
 *
 * @throws {SchemaError} when `schema` is no valid JSON Schema.
 */
export function validate(schema: object, value: unknown): readonly Issue[] {
  const text = JSON.stringify(schema);
  let check = checks.get(text);
  if (!check) checks.set(text, (check = compile(schema)));
  return check(value);
}

function compile(schema: object): Check {
  let validator: ReturnType<Ajv['compile']>;
  try {
    // An `$id` would be registered, and refused the second time.
    const { $id: _, ...anonymous } = schema as { $id?: unknown };
    validator = compilerFor((schema as { $schema?: unknown }).$schema).compile(anonymous);
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

/** Schemas say 2020-12 unless they name draft-07, as the SDKs' do for zod 3. */
function compilerFor(dialect: unknown): Ajv {
  const draft07 = typeof dialect === 'string' && dialect.includes('draft-07');
  const key = draft07 ? 'draft-07' : '2020-12';
  let compiler = compilers.get(key);
  if (!compiler) {
    // Loaded late: ajv takes longer to load than most test files that never need it take to run.
    const AjvClass = draft07
      ? (require('ajv') as typeof import('ajv')).Ajv
      : (require('ajv/dist/2020') as typeof import('ajv/dist/2020')).Ajv2020;
    const addFormats = require('ajv-formats') as typeof import('ajv-formats').default;
    compiler = new AjvClass({ strict: false, allErrors: true, validateSchema: true, logger: false });
    addFormats(compiler);
    compilers.set(key, compiler);
  }
  return compiler;
}
