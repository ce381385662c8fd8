import { runBattery } from '../../src/probes/battery';
import { wrongV1 } from '../servers/auth/wrong-v1';
import { applicationOfNode, authServer, told } from './applications';
import { BOTH, rows, SESSIONS } from './battery-rows';

const as = authServer();

describe('an Express application around SDK v1, with sessions', () => {
  it.each(rows([...BOTH, ...SESSIONS]))('%s', async (_, [wrong, ...causes]) => {
    const { critIgnored = false } = wrong;
    const report = await runBattery(applicationOfNode(wrongV1(as, wrong)), {
      auth: as,
      scopes: ['mcp'],
      strict: critIgnored,
    });
    expect(told(report)).toEqual(causes);
  });
});
