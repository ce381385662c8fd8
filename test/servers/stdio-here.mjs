console.log("HERE");
