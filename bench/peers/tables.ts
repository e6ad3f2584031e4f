import type { ReportTable } from '../bench';
import type { Growth } from './measure-growth';
import type { Measured } from './measure-peer';
import type { Peer } from './peers';
import type { Size } from './sizes';

export interface Median extends Measured {
  /** Lowest and highest of the rounds. */
  range: { turnsPerSecond: [number, number]; msPerTurn: [number, number] };
}

/** By size, then by peer. */
export type Medians = Map<string, Map<string, Median>>;

const FIELDS = ['msPerTurn', 'turnsPerSecond', 'bytesPerTurn', 'cpuPerTurn', 'workerCpuPerTurn'] as const;

export function mediansOf(
  chosen: { peers: readonly Peer[]; sizes: readonly Size[] },
  rounds: readonly Map<string, Map<string, Measured>>[],
): Medians {
  const ofOne = (peer: string, size: string): Median => {
    const all = rounds.map((round) => round.get(peer)!.get(size)!);
    const range = (field: 'turnsPerSecond' | 'msPerTurn'): [number, number] => {
      const values = all.map((each) => each[field]);
      return [Math.min(...values), Math.max(...values)];
    };
    const medians = Object.fromEntries(FIELDS.map((field) => [field, median(all.map((each) => each[field]))]));
    return {
      ...(medians as unknown as Measured),
      range: { turnsPerSecond: range('turnsPerSecond'), msPerTurn: range('msPerTurn') },
    };
  };
  return new Map(
    chosen.sizes.map((size) => [
      size.name,
      new Map(chosen.peers.map((peer) => [peer.name, ofOne(peer.name, size.name)])),
    ]),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** A table for each size, ratios to Seaworthy where it is among them. */
export function tablesOf(
  chosen: { peers: readonly Peer[]; sizes: readonly Size[] },
  medians: Medians,
  growth: Growth | undefined,
): ReportTable[] {
  const ofSizes = chosen.sizes.map(({ name, atOnce }): ReportTable => {
    const of = medians.get(name)!;
    const reference = of.get('seaworthy');
    const rows = chosen.peers.map((peer) => rowOf(peer, of.get(peer.name)!, reference));
    return {
      title: `${name}, ${atOnce} runs at once`,
      columns: ['system', 'turns/s', '×', 'ms/turn, alone', '×', 'bytes/turn', '×', 'CPU ms/turn (worker)', '×'],
      rows,
    };
  });
  return growth ? [...ofSizes, growthTable(growth)] : ofSizes;
}

function rowOf({ what }: Peer, of: Median, reference: Median | undefined): string[] {
  const times = (field: keyof Measured): string => (reference ? (of[field] / reference[field]).toFixed(2) : '');
  const between = (field: 'turnsPerSecond' | 'msPerTurn', digits: number): string =>
    `${of[field].toFixed(digits)} (${of.range[field].map((value) => value.toFixed(digits)).join('–')})`;
  return [
    what,
    ...[between('turnsPerSecond', 0), times('turnsPerSecond')],
    ...[between('msPerTurn', 1), times('msPerTurn')],
    ...[of.bytesPerTurn.toFixed(0), times('bytesPerTurn')],
    ...[`${of.cpuPerTurn.toFixed(1)} (${of.workerCpuPerTurn.toFixed(1)})`, times('cpuPerTurn')],
  ];
}

function growthTable({ early, late, setting }: Growth): ReportTable {
  return {
    title: setting,
    columns: ['per turn', 'around turn 5', 'around turn 100', '×'],
    rows: (['ms', 'cpu', 'bytes'] as const).map((field) => [
      { ms: 'milliseconds', cpu: 'CPU milliseconds', bytes: 'bytes stored' }[field],
      early[field].toFixed(2),
      late[field].toFixed(2),
      (late[field] / early[field]).toFixed(2),
    ]),
  };
}
