/** For webpack and rspack. */
export default { mode: 'production', target: 'node' }
