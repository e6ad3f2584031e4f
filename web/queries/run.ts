import { queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

/** All that happened in a run. */
export const runQuery = (id: string) => queryOptions({ queryKey: ['run', id], queryFn: () => seaworthy.run(id) });
