/** The parser of options, in a file of its own because most calls have none. */
export { default as yargs } from 'yargs'
