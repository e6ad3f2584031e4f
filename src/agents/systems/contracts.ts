import { resolve } from 'node:path';
import { SeaworthyError } from '../../contracts/errors';
import { defineMcpSystem } from '../define-mcp-system';
import { setting } from '../../settings/setting';

/**
 * A folder of contracts and price lists, one folder in it for each supplier by its id, read through the filesystem server, which lets nobody
 * out of it.
 */
export const contracts = defineMcpSystem({
  name: 'contracts',
  rps: 20,
  mostCharacters: 30_000,
  server: (env) => ({
    type: 'stdio',
    command: process.execPath,
    args: [filesystemServer(), resolve(setting(env, 'CONTRACTS_FOLDER'))],
  }),
});

function filesystemServer(): string {
  try {
    return require.resolve('@modelcontextprotocol/server-filesystem/dist/index.js');
  } catch {
    throw new SeaworthyError('Config.Invalid', 'The package @modelcontextprotocol/server-filesystem is not installed.');
  }
}
