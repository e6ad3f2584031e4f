// No durability at all: the floor.
import { loop } from './calls.mjs';
import { drive } from './drive.mjs';

drive((turns, bytes) => loop(turns, bytes, (_, call) => call()));
