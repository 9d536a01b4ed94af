document.querySelector("#time").textContent = new Date().toLocaleString();
