import { queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

/** What is halted now. */
export const haltsQuery = queryOptions({ queryKey: ['halts'], queryFn: () => seaworthy.halts() });
