import type { Connection } from '@temporalio/client';
import { SeaworthyError } from '../../contracts/errors';
import type { searchAttributes } from '../../contracts/search-attributes';

/** temporal.api.enums.v1.IndexedValueType */
const types = { Keyword: 2, Double: 4 } as const;

type Attributes = typeof searchAttributes;

/** Registers those that the namespace does not have. @throws SeaworthyError `Config.Invalid` with the commands where the server does not let us */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Attributes,
): Promise<void> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(wanted).filter(([name]) => customAttributes?.[name] === undefined);
    if (missing.length === 0) return;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, types[type]])),
    });
  } catch (error) {
    const commands = Object.entries(wanted).map(
      ([name, type]) =>
        `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
    );
    const { details, message } = error as { details?: string; message: string };
    throw new SeaworthyError(
      'Config.Invalid',
      [
        `The search attributes of namespace ${namespace} could not be looked up or created (${details || message}). Create them, then start again:`,
        ...commands,
        '',
      ].join('\n'),
    );
  }
}
