/** The build replaces the import of a model by its bytes in base64. */
declare module '*.onnx' {
  const base64: string
  export default base64
}
