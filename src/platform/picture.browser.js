/**
 * Beside each link to a picture (SVG) a button that saves the same as PNG: programs that make pixels of it on the
 * server are unfit (see ARCHITECTURE.md), and every browser is one. Without script there is no button.
 */
// @ts-check

/** Pixels for each unit of the picture, and the longest side that browsers draw for sure. */
const scale = 2;
const longest = 8192;

for (const link of document.querySelectorAll('a[data-png]'))
  if (link instanceof HTMLAnchorElement) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = link.dataset['png'] ?? '';
    button.addEventListener('click', () => {
      save(link).catch(() => {
        button.textContent = link.dataset['pngFailed'] ?? '';
      });
    });
    link.after(' ', button);
  }

/** @param {HTMLAnchorElement} link */
async function save(link) {
  const image = new Image();
  image.src = link.href;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const by = Math.min(scale, longest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * by);
  canvas.height = Math.round(height * by);
  const drawing = canvas.getContext('2d');
  if (!drawing) throw new Error('no canvas');
  drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
  /** @type {Blob} */
  const blob = await new Promise((resolve, reject) => {
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error('no picture'))), 'image/png');
  });
  const saved = document.createElement('a');
  saved.href = URL.createObjectURL(blob);
  saved.download = link.download.replace(/\.svg$/, '.png');
  saved.click();
  URL.revokeObjectURL(saved.href);
}
