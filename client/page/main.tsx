document.body.append('Transport Lab');
