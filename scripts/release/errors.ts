/** A delivery that cannot go on, with a message for the person who reads the job's log: no stack is printed for it. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError'
}
