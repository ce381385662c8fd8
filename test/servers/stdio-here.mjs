console.log('HERE');
