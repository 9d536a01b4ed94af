package main

import (
	"log"
	"time"
)

func main() {
	for {
		log.Print("still working")
		time.Sleep(time.Minute)
	}
}
