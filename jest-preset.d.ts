/** For a `jest.config.ts` that spreads the preset, to add to what it sets. */
declare const preset: Readonly<Record<string, unknown>>;
export = preset;
