// What a script adds; every page is complete without it. Loaded as a module, so it runs once the page is read.
import { initAll } from './nhsuk-frontend.min.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()

// Buttons that only a script can serve are shown where there is one.
for (const button of document.querySelectorAll('button[data-does]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    if (button.dataset.does === 'print') {
      window.print()
      return
    }
    const status = document.getElementById('status')
    try {
      await navigator.clipboard.writeText(window.location.href)
      status.textContent = button.dataset.done
    } catch {
      status.textContent = button.dataset.failed
    }
  })
}

// On paper nothing can be pressed: what is folded away is printed too.
window.addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details.app-data:not([open]):not(.app-when__change)')) {
    details.open = true
    details.dataset.printed = ''
  }
})
window.addEventListener('afterprint', () => {
  for (const details of document.querySelectorAll('details[data-printed]')) {
    details.open = false
    delete details.dataset.printed
  }
})
