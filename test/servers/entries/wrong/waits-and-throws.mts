export const settings = await Promise.resolve({ port: 3000 });

await Promise.reject(new Error(`port ${settings.port} is taken`));
