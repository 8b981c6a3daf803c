/**
 * Asks the browser for a passkey when the form is sent, and sends its answer with the form. Without script, or where
 * the browser knows no passkeys, the button stays off and the page says why.
 */
// @ts-check

for (const form of document.querySelectorAll('form[data-passkey]'))
  if (form instanceof HTMLFormElement && 'PublicKeyCredential' in globalThis) start(form);

/** @param {HTMLFormElement} form */
function start(form) {
  const button = form.querySelector('button');
  const status = form.querySelector('[role=status]');
  const response = form.elements.namedItem('response');
  if (
    !button ||
    !(response instanceof HTMLInputElement) ||
    typeof PublicKeyCredential.parseCreationOptionsFromJSON !== 'function'
  )
    return;
  button.disabled = false;
  if (status) status.textContent = '';
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    void send();
  });

  async function send() {
    try {
      response.value = JSON.stringify(await answered());
      // Sends the form without asking the listener again.
      form.submit();
    } catch {
      button.disabled = false;
      if (status) status.textContent = form.dataset['cancelled'] ?? '';
    }
  }

  async function answered() {
    const options = JSON.parse(form.dataset['options'] ?? '{}');
    const credential =
      form.dataset['passkey'] === 'create'
        ? await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
          })
        : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
          });
    if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey');
    return credential.toJSON();
  }
}
