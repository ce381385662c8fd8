import type { MatcherContext } from '../../messages/matcher-context';
import { runBattery, type BatteryOptions, type BatteryReport } from '../../probes/battery';
import { mistakeInBatteryOptions } from '../../probes/options';
import { rowsOfSetUp, sectionsOf } from '../../probes/print';
import { PROBES } from '../../probes/battery/list';
import { verdictOn } from '../../probes/verdict';
import type { ServedApplication } from '../../protocol/attempt';
import { messageOf } from '../../protocol/classify';
import { openApplication } from './reach';
import { conclude, refuse, type Answer, type Call, type Scene, type Verdict } from './verdict';

/**
 * Judges whether a whole application refuses what it must refuse.
 *
 * Says `neither` where the good token did not get through, and where nothing was found but not everything could be
 * asked. Says `no` only for what was proved.
 */
export async function judgeApplication(
  context: MatcherContext,
  received: unknown,
  given: BatteryOptions | undefined,
): Promise<Verdict> {
  const call: Call = { matcher: 'toRejectUnauthorized', args: given === undefined ? [] : ['options'] };
  return withApplication(context, call, received, async application => {
    const options = withServer(given, application);
    const mistake = mistakeInBatteryOptions(
      options,
      PROBES.map(({ name }) => name),
    );
    if (mistake) return refuse(context, call, 'application', mistake);
    const report = await runBattery(application, options);
    return conclude(context, call, sceneOf(report, options), answerOf(report, options));
  });
}

/** Opens what is to be judged, and closes it again. */
export async function withApplication(
  context: MatcherContext,
  call: Call,
  received: unknown,
  judge: (application: ServedApplication) => Promise<Verdict>,
): Promise<Verdict> {
  let application: ServedApplication;
  try {
    application = await openApplication(received, `expect(app).${call.matcher}()`);
  } catch (error) {
    return unreachable(context, call, error);
  }
  try {
    return await judge(application);
  } catch (error) {
    return unreachable(context, call, error);
  } finally {
    await application.close();
  }
}

function unreachable(context: MatcherContext, call: Call, error: unknown): Verdict {
  const report = (): { sentence: string } => ({ sentence: messageOf(error) });
  return conclude(context, call, { receiver: 'application' }, { verdict: 'neither', report });
}

/** Whoever served the application with an authorization server need not name it again. */
export function withServer<Options extends Pick<BatteryOptions, 'auth'>>(
  given: Options | undefined,
  { auth }: ServedApplication,
): Options {
  const options = given ?? ({} as Options);
  const isSaid = typeof options !== 'object' || options === null || options.auth !== undefined;
  return isSaid || !auth?.server || 'validToken' in options ? options : { ...options, auth: auth.server };
}

function sceneOf(report: BatteryReport, options: BatteryOptions): Scene {
  const { place, control, setUp } = report;
  return {
    receiver: 'application',
    subject: [
      { label: 'Application', shown: { words: place } },
      ...(setUp ? [] : [{ label: 'Control', shown: { words: `${control} with a good token was accepted` } }]),
    ],
    evidence: () => sectionsOf(report, options),
  };
}

function answerOf(report: BatteryReport, options: BatteryOptions): Answer {
  const { verdict, sentence, causes, notes } = verdictOn(report, options);
  return {
    verdict,
    ...(causes.length > 0 && { actual: causes.map(({ finding }) => finding.message) }),
    report: () => ({
      sentence,
      ...(report.setUp && { rows: rowsOfSetUp(report.setUp) }),
      notes: notes(),
    }),
  };
}
