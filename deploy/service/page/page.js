const [drop, files, answers, template] = ['drop', 'files', 'answers', 'answer'].map((id) => document.getElementById(id))

const reasons = {
  blank: 'Nothing is written on it.',
  'low-contrast': 'The writing is too faint.',
  'several-marks': 'There is more than one thing on it.',
  'not-a-digit': 'This does not look like a digit.',
}

files.addEventListener('change', () => {
  readAll(files.files)
  files.value = ''
})
document.addEventListener('paste', (event) => readAll(event.clipboardData.files))
document.addEventListener('dragover', (event) => {
  event.preventDefault()
  drop.classList.add('over')
})
document.addEventListener('dragleave', () => drop.classList.remove('over'))
document.addEventListener('drop', (event) => {
  event.preventDefault()
  drop.classList.remove('over')
  readAll(event.dataTransfer.files)
})

/** One after the other: the newest answer is on top, and the service is not asked for more than it likes. */
async function readAll(pictures) {
  for (const picture of [...pictures]) await read(picture)
}

async function read(picture) {
  const item = template.content.firstElementChild.cloneNode(true)
  const part = (name) => item.querySelector(`.${name}`)
  const image = part('picture')
  image.src = URL.createObjectURL(picture)
  image.alt = picture.name
  part('name').textContent = picture.name
  part('detail').textContent = 'Reading...'
  answers.prepend(item)
  try {
    show(part, await ask(picture))
  } catch (error) {
    part('raster').closest('figure').hidden = true
    refuse(part, 'This picture could not be read.', error.message)
  }
}

async function ask(picture) {
  const headers = { 'content-type': picture.type || 'application/octet-stream' }
  const response = await fetch('/predict?raster=true', { method: 'POST', headers, body: picture })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error)
  return answer
}

function show(part, { digit, rejection, bestGuess, confidence, probabilities, raster }) {
  draw(part('raster'), raster)
  if (digit === null) {
    refuse(part, 'Not read as a digit', reasons[rejection] ?? '')
    if (rejection === 'not-a-digit') part('detail').textContent += ` The nearest is ${bestGuess}.`
    return
  }
  part('digit').textContent = digit
  part('detail').textContent = confidence > 0.999 ? 'more than 99.9 % sure' : `${(confidence * 100).toFixed(1)} % sure`
  part('bars').replaceChildren(...probabilities.map(bar))
}

function refuse(part, title, detail) {
  part('digit').textContent = title
  part('digit').classList.add('rejected')
  part('detail').textContent = detail
}

function draw(canvas, raster) {
  const context = canvas.getContext('2d')
  const image = context.createImageData(28, 28)
  for (const [index, ink] of raster.entries()) image.data.set([ink, ink, ink, 255], index * 4)
  context.putImageData(image, 0, 0)
}

function bar(probability, digit) {
  const item = document.createElement('li')
  const percent = probability * 100
  item.title = `${digit}: ${percent.toFixed(2)} %`
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  svg.setAttribute('viewBox', '0 0 10 100')
  svg.setAttribute('preserveAspectRatio', 'none')
  svg.setAttribute('aria-hidden', 'true')
  for (const [name, value] of Object.entries({ width: 10, height: percent, y: 100 - percent }))
    rect.setAttribute(name, value)
  svg.append(rect)
  item.append(svg, String(digit))
  return item
}
