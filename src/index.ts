export { type ErrorCode, MnistModelError } from './errors.js'
export { engines } from './infer.js'
export { decoders } from './input/decoders.js'
export type {
  DataSource,
  GoldenVector,
  ModelCard,
  ModelInfo,
  ModelMetric,
  NegativeKind,
  Plot,
  QualityThresholds,
  RealWorldMetric,
  TensorInfo,
} from './model/metadata.js'
export { modelInfo } from './model/model-info.js'
export { selftest } from './model/selftest.js'
export { createPredictor, predict } from './predictor.js'
export type {
  AcceptedPrediction,
  DecoderStatus,
  Digit,
  EngineName,
  EngineStatus,
  ImageInput,
  Limits,
  NetworkOutputs,
  Outcome,
  PerDigit,
  Prediction,
  PredictOptions,
  Predictor,
  PredictorOptions,
  Raster,
  RawPixels,
  RejectedPrediction,
  Rejection,
  SelftestReport,
} from './types.js'
