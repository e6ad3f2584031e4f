import { DBOS } from '@dbos-inc/dbos-sdk';
import { loop } from './calls.mjs';
import { drive } from './drive.mjs';

const agent = DBOS.registerWorkflow(
  (turns, bytes) => loop(turns, bytes, (name, call) => DBOS.runStep(call, { name })),
  { name: 'agent' },
);
DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: process.env.DATABASE_URL,
  logLevel: 'error',
  runAdminServer: false,
  systemDatabasePoolSize: 20,
});
await DBOS.launch();
drive((turns, bytes) => agent(turns, bytes), { stop: () => DBOS.shutdown() });
