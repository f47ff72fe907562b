/* Where the keyboard is laid over the page (iPadOS), Save moves up by as much. Loaded when the view changes for the first time. */

const view = window.visualViewport;

function measure() {
  const covered = view.scale === 1 ? Math.max(0, innerHeight - view.height - view.offsetTop) : 0;
  document.documentElement.style.setProperty("--keyboard", `${covered}px`);
}

for (const name of ["resize", "scroll"]) view.addEventListener(name, measure);
measure();
