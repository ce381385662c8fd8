import type { Application } from '../../oauth/shapes';
import { prepare, type ProbeContext } from '../positive-control';
import { ask } from '../exchange';
import type { BatteryOptions } from '../options';
import type { Probe } from '../probe';
import { PROBES } from './list';
import { type BatteryReport, type ProbeEnd, type ProbeReport } from '../report';
import { Undecided } from '../undecided';

export type { BatteryOptions } from '../options';
export type { BatteryReport } from '../report';

/** So many probes are on their way at once. */
const AT_ONCE = 8;

/**
 * Attacks a protected application with every token that it must refuse, and looks whether it does.
 *
 * A good token comes first: what refuses that one refuses everything, and proves nothing. Then every probe is asked, in
 * any order, and reported in a fixed one. Probes open no session and change nothing, as far as the application refuses
 * them; the sessions that the good token opened are ended.
 *
 * It does not check what tools do with the identity of the caller, nor their own scopes.
 *
 * @param application where it is asked; it is not closed
 * @returns what each probe found. Never rejects.
 * @example const report = await runBattery(application, { auth: as });
 * @see MCP 2025-11-25, basic/authorization
 */
export async function runBattery(application: Application, options: BatteryOptions): Promise<BatteryReport> {
  const place = `${application.url.href} (${application.place})`;
  const context = await prepare(application, options);
  if (!('control' in context)) return { place, setUp: context, control: '', probes: [] };
  const probes = await runAll(PROBES, context);
  await endSessions(context);
  return { place, control: context.control.method, probes };
}

async function runAll(probes: readonly Probe[], context: ProbeContext): Promise<ProbeReport[]> {
  const reports: (ProbeReport | undefined)[] = [];
  const run = async (probe: Probe): Promise<void> => {
    const { name, rule } = probe;
    reports[probes.indexOf(probe)] = { name, rule, end: await endOf(probe, context) };
  };
  const together = probes.filter(({ isAlone }) => isAlone !== true);
  const work = async (): Promise<void> => {
    for (let next = together.shift(); next; next = together.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const probe of probes) if (probe.isAlone === true) await run(probe);
  return reports as ProbeReport[];
}

async function endOf(probe: Probe, context: ProbeContext): Promise<ProbeEnd> {
  if (context.options.skip?.includes(probe.name) === true) return { kind: 'skipped', why: 'the option skip' };
  try {
    const findings = await probe.run(context);
    return findings.length > 0 ? { kind: 'found', findings } : { kind: 'passed' };
  } catch (error) {
    if (error instanceof Undecided) return { kind: error.kind, why: error.message };
    // An issuer that cannot make such a token: that is no answer of the application.
    return { kind: 'could not run', why: (error as Error).message };
  }
}

/** What the battery opened, it closes: the application may not outlive the test that asked it. */
async function endSessions({ application, control, supply, sessions }: ProbeContext): Promise<void> {
  const endings = [...sessions].map(sessionId => {
    const { headers, ...request } = control.requests.request(application.url, 'ping', {
      sessionId,
      token: supply.validToken,
    });
    return ask(application, { ...request, headers, method: 'DELETE', body: undefined }).catch(
      () => undefined,
    );
  });
  await Promise.all(endings);
}
