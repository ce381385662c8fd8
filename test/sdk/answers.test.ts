/**
 * The words of the SDKs by which outcomes are told apart, said again by the SDKs that are installed. A failure here
 * means that an SDK has other words now: `sdk-outcomes.test.ts` says what must still follow from them.
 */
import { ask, SDKS, type Answered } from './servers';
import { REFUSALS, type Refused, type Said, saidBy } from './answers';

function textOf({ error, result }: Answered['response']): Said {
  if (error) return error;
  const [block] = result?.content as { text: string }[];
  return result?.isError === true ? block!.text : `no error: ${JSON.stringify(result)}`;
}

describe.each(SDKS)('SDK %s', sdk => {
  const refused = (Object.keys(REFUSALS) as Refused[]).filter(what => saidBy(sdk, what) !== undefined);

  it.each(refused)('says of %s', async what => {
    const { method, params } = REFUSALS[what];
    const { response } = await ask(sdk, method, params);
    expect(textOf(response)).toEqual(saidBy(sdk, what));
  });
});
