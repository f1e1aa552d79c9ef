/** The errors that state machines catch by name: thrown here, named in `workflows/machines`. */
export class CareEnded extends Error {
  override name = 'CareEnded';
}
