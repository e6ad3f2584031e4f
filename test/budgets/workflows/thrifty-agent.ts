import { shelfAgent } from '../../helpers/shelf/shelf-agent';

/** Keeps shelves, and one run of it may spend half a dollar. */
export const thriftyAgent = {
  ...shelfAgent,
  name: 'thrift',
  limits: { ...shelfAgent.limits, usd: '5', runUsd: '0.50' },
};
