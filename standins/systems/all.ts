// One line for each system of a workflow that something stands in for; `seaworthy new` adds them.
export { shopStandIn } from './shop';
