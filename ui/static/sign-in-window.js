// Hands the widget's token to the page that opened this window, if it is the one that was named, and closes the window.
const { token, origin } = document.getElementById("signed-in").dataset;
if (window.opener) {
  window.opener.postMessage({ tillitToken: token }, origin);
  window.close();
}
