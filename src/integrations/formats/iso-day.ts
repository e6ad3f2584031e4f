import { z } from 'zod';
import { Day } from '../../contracts/amount';

/** "2024-03-17" */
export const IsoDay = z.iso.date().pipe(Day);
