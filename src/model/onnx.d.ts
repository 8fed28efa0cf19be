/** The build replaces the import of a model by a text with a character for each byte: its code is the byte plus 64, modulo 256. */
declare module '*.onnx' {
  const text: string
  export default text
}
