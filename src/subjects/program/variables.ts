import { homedir, sep } from '../../core';
import { usageError } from '../../messages/stack';

/** What `${…}` in a configuration file may stand for. */
export interface Variables {
  /** What relative paths start from, and `${workspaceFolder}` stands for. */
  readonly rootDir: string;
  /** Where a text lies, for messages: `mcp.json, server "notes"`. */
  readonly where: string;
}

const VARIABLE = /\$\{([^}]*)\}/g;

/**
 * A text of a configuration file with its variables replaced: `${NAME}`, `${NAME:-default}` (Claude),
 * `${env:NAME}`, `${workspaceFolder}`, `${userHome}`, `${pathSeparator}` and `${/}` (VS Code, Cursor).
 *
 * @param at which text it is: `args[0]`
 * @throws when one is not set, or stands for what only a person could answer
 */
export function expand(text: string, at: string, { rootDir, where }: Variables): string {
  return text.replace(VARIABLE, (whole, name: string) => {
    if (name === 'workspaceFolder') return rootDir;
    if (name === 'userHome') return homedir();
    if (name === 'pathSeparator' || name === '/') return sep;
    if (name.startsWith('input:'))
      throw usageError(
        `${where}: ${at} has ${whole}, which a host asks a person for. Give the variable itself:\n  mcp.serve({ config: …, server: …, env: { NAME: '…' } });`,
      );
    const { variable, fallback } =
      /^(?:env:)?(?<variable>\w+)(?::-(?<fallback>[^]*))?$/.exec(name)?.groups ?? {};
    if (variable === undefined)
      throw usageError(
        `${where}: ${at} has ${whole}, which the kit does not know. It knows \${NAME}, \${NAME:-default}, \${env:NAME}, \${workspaceFolder}, \${userHome} and \${pathSeparator}.`,
      );
    // The shell's `:-` takes the default for an empty variable too.
    const value = fallback === undefined ? process.env[variable] : process.env[variable] || fallback;
    if (value === undefined)
      throw usageError(
        `${where}: ${at} has ${whole}, and the environment variable ${variable} is not set where Jest runs.`,
      );
    return value;
  });
}
