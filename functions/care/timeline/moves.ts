import type { MoveEvent } from '../events/moves.ts';
import type { Told } from './line.ts';

export function tellOfMoves(event: MoveEvent): Told {
  switch (event.type) {
    case 'episode.move-planned':
      return {
        kind: 'care',
        what: `The episode is to move to version ${event.to} of its pathway, once what is under way has ended`,
        why: event.why,
      };
    case 'episode.move-dropped':
      return { kind: 'care', what: 'The planned move to another version was called off', why: event.why };
    case 'episode.moved':
      return {
        kind: 'care',
        what: `The episode ${event.undone ? 'went back' : 'moved'} from version ${event.from} of its pathway to version ${event.to}`,
        why: event.why,
      };
  }
}
