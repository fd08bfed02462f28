// A hub like the chat example of gorilla/websocket: one goroutine writes for each client, and puts everything that waits into one
// message, line by line. What is posted to /publish is sent to every client.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run test/dialects/gorilla-hub.go 127.0.0.1:8091
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

type hub struct {
	sync.Mutex
	clients map[chan []byte]bool
}

func (h *hub) subscribe(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	send := make(chan []byte, 256)
	h.Lock()
	h.clients[send] = true
	h.Unlock()
	go func() {
		defer conn.Close()
		for message := range send {
			if writeAll(conn, message, send) != nil {
				return
			}
		}
	}()
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			break
		}
	}
	h.Lock()
	delete(h.clients, send)
	close(send)
	h.Unlock()
}

func writeAll(conn *websocket.Conn, message []byte, send chan []byte) error {
	writer, err := conn.NextWriter(websocket.TextMessage)
	if err != nil {
		return err
	}
	writer.Write(message)
	for waiting := len(send); waiting > 0; waiting-- {
		writer.Write([]byte{'\n'})
		writer.Write(<-send)
	}
	return writer.Close()
}

func (h *hub) publish(w http.ResponseWriter, r *http.Request) {
	message, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	h.Lock()
	for send := range h.clients {
		send <- message
	}
	h.Unlock()
	w.WriteHeader(http.StatusAccepted)
}

func main() {
	h := &hub{clients: make(map[chan []byte]bool)}
	http.HandleFunc("/websocket", h.subscribe)
	http.HandleFunc("/publish", h.publish)
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
