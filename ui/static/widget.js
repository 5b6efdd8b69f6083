// <tillit-chat>: the chat on another site's page. This only fetches it; what it is made of lies in js/.
import(new URL("./tillit/js/element.js", document.currentScript.src)).catch((error) => {
  console.error(`Tillit: not available. Does its TILLIT_ORIGINS list ${location.origin}?`, error);
  for (const child of document.querySelectorAll("tillit-chat > [hidden]")) child.hidden = false;
});
