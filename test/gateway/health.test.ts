// Needs a Temporal dev server and PostgreSQL (stack).
import { call } from '../helpers/call';
import { openBareGateway } from './bare-gateway';
import { openOffice } from './office';

it('tells anybody that it is alive and ready, and nothing else', async () => {
  const office = await openOffice();
  try {
    expect(await call(office.gateway.url, '/healthz')).toMatchObject({ status: 200, text: '{"alive":true}' });
    const ready = await call(office.gateway.url, '/readyz');
    expect(ready).toMatchObject({ status: 200, text: '{"ready":true,"ledger":"answers","temporal":"answers"}' });
  } finally {
    await office.close();
  }
});

it('is alive and not ready while Temporal does not answer', async () => {
  const { gateway, close } = await openBareGateway();
  try {
    expect(await call(gateway.url, '/healthz')).toMatchObject({ status: 200 });
    const ready = await call(gateway.url, '/readyz');
    expect(ready).toMatchObject({
      status: 503,
      text: '{"ready":false,"ledger":"answers","temporal":"does not answer"}',
    });
  } finally {
    await close();
  }
});
