/**
 * How a changeset becomes an entry of CHANGELOG.md: its first line in bold, as a headline, and the rest below it. Users have no
 * use for the commit that the default of changesets begins with.
 */
module.exports = {
  getReleaseLine: async ({ summary }) => {
    const [headline, ...rest] = summary.trim().split('\n')
    if (rest.length === 0) return `- ${headline}`
    const body = rest.map((line) => (line ? `  ${line}` : '')).join('\n')
    return `- **${headline}**\n${body}`
  },
  // There is one package, so none that depends on it.
  getDependencyReleaseLine: async () => '',
}
