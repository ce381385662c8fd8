// Who may know whom. Part of `npm run lint`; docs/architecture.md says what each room is for.

/** What every room may use: it knows neither Jest's tests nor MCP. */
const GROUND = 'clock|core|door|mock-function|native-esm|other-runner|own-folder|test-file';

/** The rooms of src/, the ground first. A room imports from itself and from those above it in this list, and never back. */
const ROOMS = [
  ['ground', `^src/(?:${GROUND})\\.ts$`],
  ['safety', '^src/safety/'],
  ['transform', '^src/transform/'],
  ['messages', '^src/messages/'],
  ['wire', '^src/wire/'],
  ['oauth', '^src/oauth/'],
  ['protocol', '^src/protocol/'],
  ['sdk', '^src/sdk/'],
  ['probes', '^src/probes/'],
  ['auth-server', '^src/auth-server/'],
  ['subjects/output', '^src/subjects/output/'],
  ['subjects/shared', '^src/subjects/shared/'],
  ['subjects/http', '^src/subjects/http/'],
  ['subjects/program', '^src/subjects/program/'],
  ['subjects/entry', '^src/subjects/entry/'],
  ['subjects/memory', '^src/subjects/memory/'],
  ['subjects', '^src/subjects/[^/]+$'],
  ['login', '^src/login/'],
  ['session', '^src/session/'],
  ['jest', '^src/jest/'],
  ['matchers', '^src/matchers/'],
  ['doors', '^src/(?:environment|setup|index|eslint|auth|raw-matchers)\\.ts$'],
];

const ALL = ROOMS.map(([, path]) => path).join('|');

/** What nothing but the doors may load, so that it can be replaced: for another runner, or another compiler. */
const ALONE = ['transform', 'jest'];

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea in two places. Types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...ROOMS.map(([name, path], at) => ({
      name: `downwards-from-${name}`,
      comment: `${name} may not know the rooms that stand on it.`,
      severity: 'error',
      from: { path },
      to: { path: ROOMS.slice(at + 1).map(([, later]) => later) },
    })).filter(({ to }) => to.path.length > 0),
    ...ROOMS.filter(([name]) => ALONE.includes(name)).map(([name, path]) => ({
      name: `only-doors-know-${name}`,
      comment: `Only the places where Jest calls us load ${name}.`,
      severity: 'error',
      from: { path: '^src/', pathNot: `${path}|^src/(?:environment|setup|index|native-esm)\\.ts$` },
      to: { path },
    })),
    {
      name: 'in-a-room',
      comment: 'Every file belongs to a room: name it in ROOMS, or move the file.',
      severity: 'error',
      from: { path: '^src/', pathNot: ALL },
      to: {},
    },
    {
      name: 'in-a-room-too',
      comment: 'Every file belongs to a room: name it in ROOMS, or move the file.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: ALL },
    },
    {
      name: 'only-jest-knows-jest',
      comment:
        'A room that names Jest cannot serve another runner. core.ts asks Jest for what a test has not mocked, ' +
        'speaker.ts for whose mock is writing, and augment.ts adds the matchers to the types of expect.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(?:jest|transform)/|^src/(?:environment|setup|core)\\.ts$|^src/subjects/output/speaker\\.ts$|^src/matchers/types/augment\\.ts$',
      },
      to: {
        path: ['node_modules/@jest/', 'node_modules/jest', 'node_modules/expect/', 'node_modules/ts-jest/'],
      },
    },
    {
      name: 'only-sdk-knows-sdks',
      comment:
        "The SDK under test is found from the server's own copy. Only the types of one file name a package.",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sdk/client-options\\.ts$' },
      to: { path: '@modelcontextprotocol/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
