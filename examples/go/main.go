package main

import (
	"html/template"
	"log"
	"net/http"
	"os"
	"time"

	"rsc.io/quote"
)

var page = template.Must(template.ParseFiles("templates/page.html"))

func main() {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		err := page.Execute(w, map[string]string{"Greeting": "Hello from Go", "Quote": quote.Go(), "Time": time.Now().In(zone).Format(time.RFC1123)})
		if err != nil {
			log.Print(err)
		}
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
