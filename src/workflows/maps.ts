import type { MapData } from '../contracts/map';
import { invoiceExceptionsMap } from './invoice-exceptions';

/** Maps by the name of their agent, for whoever checks or draws them outside of workflows. */
export const maps: Readonly<Record<string, MapData>> = { [invoiceExceptionsMap.name]: invoiceExceptionsMap };
