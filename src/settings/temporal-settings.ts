import { loadClientConnectConfig } from '@temporalio/envconfig';
import { keepSecret } from '../integrations/secrets';

/**
 * Where Temporal is, by its own environment variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, …) and profiles. What is a secret
 * there is kept from logs from then on.
 */
export function temporalSettings(env: NodeJS.ProcessEnv): {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  namespace: string;
} {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: env as Record<string, string>,
  });
  if (typeof connectionOptions.apiKey === 'string') keepSecret(connectionOptions.apiKey);
  return { connectionOptions, namespace };
}
