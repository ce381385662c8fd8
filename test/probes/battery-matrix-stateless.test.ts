import { runBattery } from '../../src/probes/battery';
import { wrongV2 } from '../servers/auth/wrong-v2';
import { applicationOf, authServer, told } from './applications';
import { BOTH, OPAQUE, rows, RSA, STATELESS } from './battery-rows';

const as = authServer();
const rs256 = authServer({ algorithm: 'RS256' });
const opaque = authServer({ tokens: 'opaque' });

describe('a fetch handler around SDK v2, without sessions', () => {
  it.each(rows([...BOTH, ...STATELESS]))('%s', async (_, [wrong, ...causes]) => {
    const { critIgnored = false } = wrong;
    const report = await runBattery(applicationOf(wrongV2(as, wrong)), {
      auth: as,
      scopes: ['mcp'],
      strict: critIgnored,
    });
    expect(told(report)).toEqual(causes);
  });
});

describe('tokens signed with RS256', () => {
  it.each(rows(RSA))('%s', async (_, [wrong, ...causes]) => {
    const report = await runBattery(applicationOf(wrongV2(rs256, wrong)), { auth: rs256 });
    expect(told(report)).toEqual(causes);
  });
});

describe('opaque tokens, introspected', () => {
  it.each(rows(OPAQUE))('%s', async (_, [wrong, ...causes]) => {
    const report = await runBattery(applicationOf(wrongV2(opaque, wrong, 'opaque')), { auth: opaque });
    expect(told(report)).toEqual(causes);
  });
});
