import { SeaworthyError } from '../contracts/errors';

/** A setting of the environment. @throws SeaworthyError `Config.Invalid` that names it */
export function setting(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new SeaworthyError('Config.Invalid', `${name} is not set.`);
  return value;
}
