/** For Vite: nothing stays outside of the bundle. */
export default { ssr: { noExternal: true } }
