/** JSON Schemas of what goes in and out: they validate the requests, and /openapi.json is generated from them. */
const name = { type: 'string' } as const
const parameters = { type: 'object', description: 'Ignored.' } as const

export const errorBody = {
  type: 'object',
  required: ['error'],
  properties: {
    error: { type: 'string', description: 'What was expected, what came, and the limit if there is one.' },
  },
} as const

const tensorInfo = {
  type: 'object',
  required: ['name', 'datatype', 'shape'],
  properties: {
    name,
    datatype: { type: 'string' },
    shape: { type: 'array', items: { type: 'integer' }, description: '-1 is any number.' },
  },
} as const

export const live = { type: 'object', required: ['live'], properties: { live: { type: 'boolean' } } } as const
export const ready = { type: 'object', required: ['ready'], properties: { ready: { type: 'boolean' } } } as const
export const modelReady = {
  type: 'object',
  required: ['name', 'ready'],
  properties: { name, ready: { type: 'boolean' } },
} as const

export const serverMetadata = {
  type: 'object',
  required: ['name', 'version', 'extensions'],
  properties: { name, version: { type: 'string' }, extensions: { type: 'array', items: { type: 'string' } } },
} as const

export const modelMetadata = {
  type: 'object',
  required: ['name', 'versions', 'platform', 'inputs', 'outputs'],
  properties: {
    name,
    versions: { type: 'array', items: { type: 'string' } },
    platform: { type: 'string' },
    inputs: { type: 'array', items: tensorInfo },
    outputs: { type: 'array', items: tensorInfo },
  },
} as const

export const inferRequest = {
  type: 'object',
  required: ['inputs'],
  properties: {
    id: { type: 'string', description: 'Comes back in the answer; one is made if it is left out.' },
    parameters,
    inputs: {
      type: 'array',
      minItems: 1,
      maxItems: 1,
      items: {
        type: 'object',
        required: ['name', 'shape', 'datatype', 'data'],
        properties: {
          name: { type: 'string', description: '`image`' },
          shape: {
            type: 'array',
            items: { type: 'integer' },
            description: '[N, 28, 28] for UINT8, [N, 1, 28, 28] for FP32.',
          },
          datatype: {
            type: 'string',
            description:
              '`UINT8`: 0 background to 255 ink. `FP32`: 0 background to 1 ink, rounded to the nearest 1/255.',
          },
          parameters,
          data: { type: 'array', description: 'The numbers in row-major order, flat or nested as `shape` says.' },
        },
      },
    },
    outputs: {
      type: 'array',
      description: 'Which outputs to answer with, in this order; all if left out.',
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', description: '`probabilities` or `score`' }, parameters },
      },
    },
  },
} as const

export const inferAnswer = {
  type: 'object',
  required: ['model_name', 'model_version', 'id', 'outputs'],
  properties: {
    model_name: { type: 'string' },
    model_version: { type: 'string' },
    id: { type: 'string' },
    outputs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'datatype', 'shape', 'data'],
        properties: {
          name,
          datatype: { type: 'string' },
          shape: { type: 'array', items: { type: 'integer' } },
          data: { type: 'array', items: { type: 'number' } },
        },
      },
    },
  },
} as const

export const prediction = {
  type: 'object',
  required: ['digit', 'isDigit', 'rejection', 'bestGuess', 'confidence', 'probabilities', 'score'],
  properties: {
    digit: { type: ['integer', 'null'], description: 'The digit, 0 to 9; null if the picture was rejected.' },
    isDigit: { type: 'boolean' },
    rejection: { type: ['string', 'null'], description: 'Why the picture was rejected.' },
    bestGuess: { type: 'integer', minimum: 0, maximum: 9 },
    confidence: { type: 'number', description: 'Calibrated probability of `bestGuess`, 0 to 1.' },
    probabilities: { type: 'array', items: { type: 'number' }, minItems: 10, maxItems: 10 },
    score: { type: 'number', description: 'How much the picture looks like one handwritten digit, 0 to 1.' },
    raster: {
      type: 'array',
      items: { type: 'integer' },
      description: 'The 28x28 picture that the network saw, row by row, 0 to 255; only with `?raster=true`.',
    },
  },
} as const

export const predictQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { raster: { type: 'string', enum: ['true', 'false'], description: 'Also answer the raster.' } },
} as const

/** Of a multipart request: for each picture, in order, a prediction or why there is none. */
export const predictAnswer = {
  type: 'object',
  required: ['predictions'],
  properties: {
    predictions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', description: 'File name, as it was sent.' },
          prediction,
          ...errorBody.properties,
        },
      },
    },
  },
} as const
