const settings: { port?: { toFixed(): string } } = {};

export const port = settings.port!.toFixed();
