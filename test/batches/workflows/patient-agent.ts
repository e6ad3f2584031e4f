import { shelfAgent } from '../../helpers/shelf/shelf-agent';

/** Takes its time. */
export const patientAgent = { ...shelfAgent, name: 'patience' };
