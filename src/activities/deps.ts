import type { Agent } from '../agents/define-agent';
import type { System } from '../agents/define-system';
import type { MapData } from '../contracts/map';
import type { Model } from '../integrations/anthropic/model';
import type { Verifier } from '../integrations/keys/key-ring';
import type { Ledger } from '../ledger/ledger';
import type { Vaults } from '../masking/vaults';
import type { Lineages } from './delegation/lineages';
import type { Breakers } from './parking/breakers';
import type { Transcripts } from './reason/transcripts';

/** What activities depend on; worker.ts puts it together. */
export interface Deps {
  ledger: Ledger;
  /** Of signatures under decisions. A worker has public keys only. */
  verifier: Verifier;
  model: Model;
  agents: Readonly<Record<string, Agent>>;
  /** The worker's own copy of each map: an activity does not take a step's tools from the workflow's word. */
  maps: Readonly<Record<string, MapData>>;
  /** The client of a system this worker serves. */
  clientOf(system: System): unknown;
  breakers: Pick<Breakers, 'holdBack' | 'during'>;
  /** Sees to it that a system is watched, by its key. */
  watch: (key: string) => void;
  /** Sees to it that queued model calls are sent. */
  sendBatches: () => void;
  mainQueue: string;
  /** Rules may be for one environment: `development`, `production`. */
  environment: string;
  transcripts: Transcripts;
  lineages: Lineages;
  vaults: Vaults;
}
