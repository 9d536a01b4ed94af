export * from './ids.ts';
export * from './errors.ts';
export * from './routes.ts';
export * from './schemas/access.ts';
export * from './schemas/builds.ts';
export * from './schemas/releases.ts';
export * from './schemas/tools.ts';
