/** The expansion of globs, in a file of its own because most calls have none. */
export { glob } from 'tinyglobby'
